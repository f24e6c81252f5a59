"""Files as schools, accidents and attackers make them, for the tests of imports."""

import io
import struct
import zipfile

from openpyxl import Workbook

GOOD = [["Full name", "Email"], ["Amina Khan", "amina@example.org"]]
CSV = "Full name,Email\r\nAmina Khan,amina@example.org\r\n"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = "xl/worksheets/sheet1.xml"
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;">]>'
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY d SYSTEM "file:///etc/passwd">]>'


def workbook(rows: list[list[object]] | None = None) -> bytes:
    book = Workbook()
    for row in rows or GOOD:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def changed(book: bytes, **parts: bytes) -> bytes:
    """Write a workbook anew with parts replaced or added; `__` in a name stands for `/`."""
    new = {name.replace("__", "/").replace("_xml", ".xml"): part for name, part in parts.items()}
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name in old.namelist():
            if name not in new:
                archive.writestr(name, old.read(name))
        for name, part in new.items():
            archive.writestr(name, part)
    return file.getvalue()


def with_sheet(data: str, *, before: str = "", encoding: str = "utf-8") -> bytes:
    """A workbook whose sheet holds the given rows of XML."""
    declared = f'<?xml version="1.0" encoding="{encoding}"?>'
    sheet = f'{declared}{before}<worksheet xmlns="{MAIN}"><sheetData>{data}</sheetData></worksheet>'
    return changed(workbook(), xl__worksheets__sheet1_xml=sheet.encode(encoding))


def with_strings(inner: str, *, before: str = "") -> bytes:
    """A workbook whose shared strings are the given XML."""
    strings = f'{before}<sst xmlns="{MAIN}">{inner}</sst>'.encode()
    return changed(workbook(), xl__sharedStrings_xml=strings)


def cell(text: str) -> str:
    return f'<c t="inlineStr"><is><t>{text}</t></is></c>'


def heads() -> str:
    return f"<row>{cell('Full name')}{cell('Email')}</row>"


def declaring(size: int) -> bytes:
    """A workbook that says one of its parts has so many bytes."""
    book = workbook()
    at = book.rindex(SHEET.encode()) - 46
    assert book[at : at + 4] == b"PK\x01\x02"
    return book[: at + 24] + struct.pack("<I", size) + book[at + 28 :]


def zeros(megabytes: int) -> bytes:
    """A workbook with a part of many zeros, which pack a thousandfold."""
    return changed(workbook(), xl__zeros=b"\0" * (megabytes * 1024 * 1024))


def ole() -> bytes:
    """What Excel writes when a workbook has a password: an old compound file."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + "EncryptedPackage".encode("utf-16")

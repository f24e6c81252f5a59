"""The tables that a run prints: each page beside its floor, the heavy work, the queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tools.measure.heavy import Fact
from tools.measure.pages import LIMIT_KB, Measured

MOST_QUERIES, FEW_QUERIES = 12, 8

Visits = dict[str, list[tuple[str, int, int]]]


def verdict(is_met: bool) -> str:
    return "met" if is_met else "NOT MET"


def pages_table(rows: Iterable[Measured]) -> list[str]:
    """Write the pages, in milliseconds and as a ratio of the medians."""
    heads = ("", "p50", "p95", "floor", "ratio", "budget", "KB gz", "")
    return table(
        heads,
        [
            (
                row.name,
                f"{row.ours.p50 * 1000:.1f}",
                f"{row.ours.p95 * 1000:.1f}",
                f"{row.floor.p50 * 1000:.1f}",
                f"{row.ratio:.2f}",
                f"{row.budget:g}",
                f"{row.kilobytes:.0f}" if row.kilobytes else "",
                verdict(row.is_met) + (" (weight)" if row.kilobytes > LIMIT_KB else ""),
            )
            for row in rows
        ],
    )


def facts_table(facts: Iterable[Fact]) -> list[str]:
    return table(
        ("", "measured", "budget", "", ""),
        [
            (
                fact.name,
                f"{fact.value:.2f} {fact.unit}",
                f"{fact.budget:g} {fact.unit}",
                verdict(fact.is_met),
                fact.note,
            )
            for fact in facts
        ],
    )


def queries_lines(visits: Visits) -> list[str]:
    """Say how many queries the pages of each role take, and name those that take too many."""
    lines = []
    for role, pages in visits.items():
        counts = sorted(queries for _, _, queries in pages)
        few = sum(count < FEW_QUERIES for count in counts)
        middle = counts[len(counts) // 2]
        lines.append(
            f"{role:<18} {len(pages):>3} pages, median {middle}, most {counts[-1]},"
            f" {few} under {FEW_QUERIES}"
        )
        lines += [
            f"    {name}: {queries} queries, NOT MET ({MOST_QUERIES})"
            for name, _, queries in pages
            if queries > MOST_QUERIES
        ]
        lines += [
            f"    {name}: answered {status}"
            for name, status, _ in pages
            if status not in (200, 302)
        ]
    return lines


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Set rows in columns, numbers to the right, the first column to the left."""
    widths = [max(len(row[place]) for row in (heads, *rows)) for place in range(len(heads))]
    return [
        "  ".join(
            cell.ljust(width) if place in (0, len(heads) - 1) else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in (heads, *rows)
    ]

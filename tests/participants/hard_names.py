"""Three hundred names that systems stumble over, all of them people's."""

import unicodedata

PARTICULAR = [
    # Apostrophes, hyphens, dots and particles.
    *("Shane O'Neill", "Shane O’Neill", "Anne D’Arcy", "Anne D\u02bcArcy", "Jan van ’t Hooft"),
    *("'t Jong", "Mary-Jane Smith-Jones", "María de la O", "J. R. R. Brown", "Martin Luther Jr."),
    *("Ludwig von der Heide", "Siobhán Ní Dhomhnaill", "Aoife Mac Giolla Bhríde", "Nuño Ñíguez"),
    # Scripts, from the right as well.
    *("محمد علي", "فاطمة الزهراء", "נועה לוי", "דוד בן-גוריון", "李小龍", "王芳", "山田 太郎"),
    *("김민준", "Наталья Ивановна", "Ελένη Παπαδοπούλου", "ไพลิน ใจดี", "அன்பு செல்வன்", "অমর্ত্য সেন"),
    *("Արամ Խաչատրյան", "ნინო ბერიძე", "አበበ ቢቂላ", "رضا می‌خواهم", "ක්‍රිෂාන්ත"),
    # Marks that combine, that cannot be put together, and letters that normalisation would change.
    *("Zoe\u0301 Reed", "Nguye\u0302\u0303n Va\u0306n A", "T\u0323\u0304im Bell", "Å\u0301ke Å"),
    *(
        "\u212bngstro\u0308m Per",
        "\ufa19\u8c37 \ufa1b",
        "ﬁona ﬂett",
        "İpek Iş\u0131k",
        "Straße Groß",
    ),
    *("Ǆordan Ǆ", "x\u0327\u0304 Li", "Ọlá\u0300 Ọ̀ṣun", "K\u212aelvin Li"),
    # What nobody sees.
    *("Ann\u200bLee", "Jo\u200dy Ray", "So\u00adphie Vale", "Mar\u2060k Hill", "Li\ufe0fsa Wood"),
    # Pictures, within and outside of the first plane.
    *("Ana 👩‍🏫", "🙂", "Tom 🇬🇧 Reed", "\U0001d4a5ane \U0001d49foe", "𠮷田 花"),
    # One letter, very many, and what programs take for something else.
    *("X", "Ø", "李", "A B", "W" * 200, "é" * 200, "Null", "None", "True", "FALSE", "NaN"),
    *("nil", "undefined", "N/A", "1-2", "3/4", "007", "1E5", "0x1F", "2026-11-22", "12:30"),
    *("=SUM(A1)", "=cmd|' /C calc'!A0", "+44 Smith", "-1+1", "@Anna", "|pipe", "\uff1d1+1", '"=1"'),
    *("%s %d", "{0}", "{{ name }}", "<b>Bold</b>", "<script>x</script>", "&amp;"),
    *("Robert'); DROP TABLE people;--", "a,b", "a;b", 'Say "x" Reed', "back\\slash", "../etc"),
    *("C:\\con", "$(id)", "`id`", "#REF!", "_x0041_", "%00", "SELECT *", "?", "…", "-", "."),
]
_GIVEN = ["Zoë", "Núria", "Ólafur", "Jiří", "Łukasz", "Çağla", "Þóra", "Ægir", "Ðorđe", "Ștefan"]
_GIVEN += ["يوسف", "שרה", "小明", "Анна", "Chloé"]
_FAMILY = ["O’Brien", "D'Souza", "al-Ḥasan", "Ó Súilleabháin", "Van den Berg", "Nguyễn", "Żółć"]
_FAMILY += ["بن علي", "כהן", "陳", "Müller-Lüdenscheidt", "Ångström", "Dvořák", "Íñiguez"]
MADE = [f"{given} {family}" for given in _GIVEN for family in _FAMILY]
NAMES = [*PARTICULAR, *MADE][:300]
# The same name in letters put together and in letters taken apart.
TWINS = [
    (unicodedata.normalize("NFC", name), unicodedata.normalize("NFD", name))
    for name in NAMES
    if unicodedata.normalize("NFC", name) != unicodedata.normalize("NFD", name)
    and len(unicodedata.normalize("NFD", name)) <= 200
]

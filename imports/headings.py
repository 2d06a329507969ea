"""The words above a list: what is a heading, what is a unit of measure, how both are abbreviated."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from base.text import nfc, search_key, tidy
from forms.bind import constants

NUMBERING = {"stt", "tt", "so tt", "so thu tu", "thu tu", "#", "no"}
_PARENTHESES = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_NO_LETTERS = re.compile(r"[^0-9a-z%²³]+")
_UNIT_LINE = re.compile(r"\b(?:dvt|don vi tinh|don vi)\s*[:.\-]\s*(.+)$")
_WORDS = {
    "kd": "kinh doanh",
    "sx": "san xuat",
    "xd": "xay dung",
    "ql": "quan ly",
    "dv": "don vi",
    "ld": "lao dong",
    "mst": "ma so thue",
    "cs": "co so",
    "cssx": "co so san xuat",
    "dn": "doanh nghiep",
    "dkkd": "dang ky kinh doanh",
    "tba": "tram bien ap",
    "mba": "may bien ap",
    "gcn": "giay chung nhan",
    "attp": "an toan thuc pham",
    "ntm": "nong thon moi",
    "nsnn": "ngan sach nha nuoc",
    "pccc": "phong chay chua chay",
    "bhxh": "bao hiem xa hoi",
    "hd": "hoat dong",
    "sl": "san luong",
    "qd": "quyet dinh",
    "tnbq": "thu nhap binh quan",
    "bq": "binh quan",
    "dtdd": "dien thoai",
    "sdt": "dien thoai",
    "dthu": "doanh thu",
}
_MONEY = {
    "đồng": ("dong", "d", "vnd", "vnđ", "dong vn"),
    "nghìn đồng": ("nghin dong", "ngan dong", "1000 dong", "1 000 dong", "1000d", "1000 d", "ng d", "nd",
                   "nghin d", "ngan d", "ngd", "nghin", "ngan", "ng dong", "1 000d", "1 000 d"),
    "triệu đồng": ("trieu dong", "tr dong", "tr d", "trd", "trieu d", "trieu", "tr", "trieu vnd", "trdong",
                   "trieu dong vn", "1 000 000 dong", "1000000 dong"),
    "tỷ đồng": ("ty dong", "ti dong", "ty", "ty d", "ti d", "ty vnd"),
}  # fmt: skip
_OTHERS = {
    "nghìn USD": ("nghin usd", "ngan usd", "1000 usd", "1 000 usd", "1000usd", "nghin do la"),
    "USD": ("usd", "do la my"),
    "triệu USD": ("trieu usd", "tr usd"),
    "m²": ("m2", "m²", "met vuong"),
    "ha": ("ha", "hecta", "hec ta"),
    "km²": ("km2", "km²"),
    "m³": ("m3", "m³", "met khoi", "khoi"),
    "lít": ("lit", "l"),
    "km": ("km",),
    "m": ("m", "met"),
    "kVA": ("kva",),
    "VA": ("va",),
    "MVA": ("mva",),
    "kW": ("kw",),
    "W": ("w",),
    "MW": ("mw",),
    "kWp": ("kwp",),
    "kWh": ("kwh",),
    "nghìn kWh": ("nghin kwh", "ngan kwh", "1000 kwh", "1 000 kwh", "1000kwh"),
    "triệu kWh": ("trieu kwh", "tr kwh"),
    "%": ("%",),
    "người": ("nguoi", "ld", "lao dong"),
    "hộ": ("ho",),
    "điểm": ("diem", "diem kinh doanh", "diem kd"),
    "tháng": ("thang",),
    "máy": ("may",),
    "trạm": ("tram",),
    "công tơ": ("cong to",),
    "triệu đồng/người/tháng": ("trieu dong nguoi thang", "tr d nguoi thang", "trd nguoi thang",
                               "tr dong nguoi thang"),
    "triệu đồng/người/năm": ("trieu dong nguoi nam", "tr d nguoi nam", "trd nguoi nam"),
    "nghìn đồng/người/tháng": ("nghin dong nguoi thang", "ngan dong nguoi thang", "1000d nguoi thang",
                               "1000 dong nguoi thang"),
    "đồng/người/tháng": ("dong nguoi thang", "d nguoi thang"),
}  # fmt: skip
_BY_WORD = {word: name for names in (_MONEY, _OTHERS) for name, words in names.items() for word in words}
# Units of old lists that no form shows: how many of the smallest one make one.
_MORE_UNITS = {
    "USD": ("USD", 1),
    "triệu USD": ("USD", 1_000_000),
    "km²": ("m²", 1_000_000),
    "lít": ("lít", 1),
    "m": ("m", 1),
    "VA": ("VA", 1),
    "W": ("W", 1),
    "nghìn đồng/người/tháng": ("đồng/người/tháng", 1_000),
    "đồng/người/tháng": ("đồng/người/tháng", 1),
}


def text_of(cell: Any) -> str:
    """A cell as a person reads it."""
    if isinstance(cell, str):
        return nfc(cell)
    if isinstance(cell, bool):
        return "có" if cell else "không"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 2**53 else str(cell).replace(".", ",")
    return cell.strftime("%d/%m/%Y") if hasattr(cell, "strftime") else str(cell)


def folded(text: str) -> str:
    """Letters and digits without accents, one blank between words."""
    return " ".join(_NO_LETTERS.sub(" ", search_key(nfc(text))).split())


def plain(text: str) -> str:
    """A heading without what stands in parentheses, abbreviations written out."""
    bare = folded(_PARENTHESES.sub(" ", text)) or folded(text)
    return " ".join(_WORDS.get(word, word) for word in bare.split())


def unit_in(heading: str) -> str:
    """The unit of measure that a heading names in parentheses or after a comma; "" when it names none."""
    tails = [*_PARENTHESES.findall(heading), *re.split(r"[,;:/]", heading)[1:]]
    whole = [heading.partition(",")[2]]
    return next((name for part in (*tails, *whole) if (name := unit_named(part))), "")


def unit_named(text: str) -> str:
    """The name of the unit that a word stands for ("tr.đ": triệu đồng); "" when it is none."""
    word = _UNIT_LINE.sub(r"\1", search_key(nfc(text)))
    bare = " ".join(re.sub(r"[^0-9a-z%²³]+", " ", re.sub(r"(?<=\d)[.\s](?=\d)", "", word)).split())
    return _BY_WORD.get(bare) or _BY_WORD.get(bare.removeprefix("dvt ").removeprefix("don vi tinh "), "")


def units_told(text: str) -> list[str]:
    """The units of a line such as "ĐVT: triệu đồng, người"."""
    found = _UNIT_LINE.search(search_key(nfc(tidy(text))))
    if not found:
        return []
    parts = [unit_named(part) for part in re.split(r"[,;/]|\bva\b", found[1].rstrip(").] "))]
    return [name for name in parts if name]


def size(name: str) -> tuple[str, Fraction]:
    """(what is measured, how much of it one unit is); ("", 0) of a unit that has no parts."""
    listed = next((u for u in constants().unit if u.name == name), None)
    smallest, many = (listed.smallest, listed.factor) if listed else _MORE_UNITS.get(name, ("", 0))
    return ("m²", Fraction(many, 100)) if smallest == "dm²" else (smallest, Fraction(many))


def convertible(own: str) -> list[str]:
    """The units in which a column may stand that is kept in `own`, itself among them, the smallest first."""
    measured = size(own)[0]
    if not measured:
        return [own] if own else []
    known = dict.fromkeys([*(u.name for u in constants().unit), *_MORE_UNITS])
    return sorted((name for name in known if size(name)[0] == measured), key=lambda name: size(name)[1])


def ratio(unit: str, own: str) -> Fraction:
    """How many of `own` one `unit` is; 1 where the two cannot be compared."""
    (measured, many), (own_measured, own_many) = size(unit), size(own)
    return many / own_many if measured and measured == own_measured else Fraction(1)

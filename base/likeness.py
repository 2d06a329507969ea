"""Names as people mean them: "Cty TNHH Hoà Bình" and "CÔNG TY TNHH HÒA BÌNH" are one."""

from __future__ import annotations

import functools
import re

from base.text import nfc, search_key

_PARTS = re.compile(r"[^0-9a-z]+")
# Longest first: each is written as one word, so that what is left are the words of the name itself.
_KINDS = (
    ("mot thanh vien", "mtv"),
    ("1 thanh vien", "mtv"),
    ("1tv", "mtv"),
    ("hai thanh vien tro len", "htv"),
    ("hai thanh vien", "htv"),
    ("2 thanh vien", "htv"),
    ("2tv", "htv"),
    ("trach nhiem huu han", "tnhh"),
    ("doanh nghiep tu nhan", "dntn"),
    ("dn tu nhan", "dntn"),
    ("dn tn", "dntn"),
    ("doanh nghiep", "dn"),
    ("lien hiep hop tac xa", "lhhtx"),
    ("hop tac xa", "htx"),
    ("to hop tac", "tht"),
    ("ho kinh doanh ca the", "hkd"),
    ("ho kinh doanh", "hkd"),
    ("ho kd", "hkd"),
    ("ho ca the", "hkd"),
    ("ho san xuat", "hkd"),
    ("co so san xuat kinh doanh", "cs"),
    ("co so sxkd", "cs"),
    ("co so san xuat", "cs"),
    ("co so sx", "cs"),
    ("cssx", "cs"),
    ("co so", "cs"),
    ("cong ty", "cty"),
    ("c ty", "cty"),
    ("cong ti", "cty"),
    ("ctcp", "cty cp"),
    ("co phan", "cp"),
    ("san xuat", "sx"),
    ("thuong mai", "tm"),
    ("dich vu", "dv"),
    ("xuat nhap khau", "xnk"),
    ("xay dung", "xd"),
    ("dau tu", "dt"),
)
_LONG = re.compile(r"\b(" + "|".join(re.escape(long) for long, _ in _KINDS) + r")\b")
_SHORT = dict(_KINDS)
_LEGAL = frozenset({"mtv", "htv", "tnhh", "dntn", "dn", "lhhtx", "htx", "tht", "hkd", "cs", "cty", "cp"})
_HAMLET = re.compile(r"^(?:ap|khom|thon|to dan pho|tdp|khu pho|kp|xom|ban|khu)\s+")


@functools.lru_cache(maxsize=32768)
def plain_name(name: str) -> str:
    """Without accents, case and punctuation, the kinds of business written one way: "cty tnhh hoa binh"."""
    return _LONG.sub(lambda found: _SHORT[found[1]], " ".join(_PARTS.split(search_key(nfc(name)))).strip())


def own_words(plain: str) -> str:
    """What is left of a plain name without the kind of business: "hoa binh"; all of it when nothing is left."""
    words = [word for word in plain.split() if word not in _LEGAL]
    if words[:1] == ["ho"]:  # "Hộ" in front; further on it is the family name Hồ
        words = words[1:]
    return " ".join(words) or plain


def plain_hamlet(name: str) -> str:
    """ "Ấp Long Trị" and "long trị" are one hamlet; "Ấp 3" stays apart from "Ấp 4"."""
    bare = " ".join(_PARTS.split(search_key(nfc(name)))).strip()
    return _HAMLET.sub("", bare)


def digits(text: str) -> str:
    """The digits of a tax code, however it was spaced."""
    return "".join(c for c in text if c.isdigit() and c.isascii())


def numbers_in(plain: str) -> tuple[str, ...]:
    """The numbers of a name: "Trạm 12" and "Trạm 13" are two, however alike."""
    return tuple(re.findall(r"\d+", plain))

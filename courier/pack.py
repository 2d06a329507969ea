"""A configuration pack: what an office above hands down to those below, as one verified file.

The file is one line that names the format and the SHA-256 of what follows, then the compressed content. It brings
declarations, never code.
"""

from __future__ import annotations

import hashlib
import re
import zlib

import msgspec

from forms.spec import Value

SUFFIX = ".sctpack"
_HEAD = re.compile(rb"SO CONG THUONG PACK 1 ([0-9a-f]{64})\n")
_LARGEST = 50_000_000
"""Bytes of content beyond which a file is no honest pack."""
PLACES = re.compile(
    r"forms/[a-z][a-z0-9_]{0,48}@[\w.-]{1,20}\.toml|forms/codes/[a-z][a-z0-9_]{0,48}\.toml"
    r"|forms/constants\.toml|layouts/[a-z][a-z0-9_]{0,48}\.toml"
)
"""Where a file of a pack may be put, below the folder of the data file."""


class Damaged(Exception):
    """The file is no pack, or not the one that was made."""


class PackedFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A declaration: where it belongs and what stands in it."""

    place: str
    text: str


class PackedTarget(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A plan's target for one unit (its code) or for all ("*"): the stored answers of its record."""

    unit: str
    record_id: str
    form: str
    values: dict[str, Value]


class Pack(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What an office hands down. `units`: the sender's tree of units in base64, "" where it is the program's own."""

    program: str
    code: str
    name: str
    made_on: str
    note: str = ""
    files: tuple[PackedFile, ...] = ()
    targets: tuple[PackedTarget, ...] = ()
    units: str = ""


def encode(pack: Pack) -> bytes:
    """The file's bytes; the same pack gives the same ones."""
    content = zlib.compress(msgspec.json.encode(pack, order="deterministic"), 9)
    digest = hashlib.sha256(content).hexdigest()
    return f"SO CONG THUONG PACK 1 {digest}\n".encode() + content


def digest(raw: bytes) -> str:
    """The SHA-256 by which a pack is named in the journal."""
    return hashlib.sha256(raw).hexdigest()


def decode(raw: bytes) -> Pack:
    """Raises Damaged when a bit has changed, or when it would put a file where none belongs."""
    head = _HEAD.match(raw)
    if head is None:
        raise Damaged("không phải là gói cấu hình")
    content = raw[head.end() :]
    if hashlib.sha256(content).hexdigest() != head[1].decode():
        raise Damaged("nội dung không còn như lúc lập gói")
    unpack = zlib.decompressobj()
    try:
        plain = unpack.decompress(content, _LARGEST)
        if unpack.unconsumed_tail or not unpack.eof:
            raise Damaged("nội dung quá lớn hoặc bị cắt")
        pack = msgspec.json.decode(plain, type=Pack)
    except (zlib.error, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Damaged("không đọc được nội dung") from error
    places = [file.place for file in pack.files]
    if len(set(places)) != len(places) or not all(PLACES.fullmatch(place) for place in places):
        raise Damaged("có tệp đặt sai chỗ")
    return pack

"""The shipped catalogue, kept as it was bound and verified: reading it back takes a tenth of the time.

A copy is used only if it was made from exactly the declarations, program and libraries that are here.
"""

from __future__ import annotations

import functools
import hashlib
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec

from base.paths import asset, data_dir
from forms.catalogue import Catalogue
from forms.spec import Constants, Form


class _Kept(msgspec.Struct, frozen=True):
    made_from: str
    forms: tuple[Form, ...]
    constants: Constants
    built_in: tuple[str, ...]


@functools.cache
def built_in() -> Catalogue:
    """The forms shipped with the program; what reads declarations is loaded only where there is no true copy."""
    return kept_or_made(_made)


def _made() -> Catalogue:
    from forms.load import made_built_in

    return made_built_in()


def kept_or_made(make: Callable[[], Catalogue]) -> Catalogue:
    """The catalogue that `make` gives, from its copy where there is a true one."""
    file = data_dir() / "cache" / "forms.msgpack"
    made_from = _fingerprint()
    try:
        kept = msgspec.msgpack.decode(file.read_bytes(), type=_Kept)
    except (OSError, msgspec.DecodeError):
        kept = None
    if kept is not None and kept.made_from == made_from:
        return Catalogue(kept.forms, kept.constants, built_in=kept.built_in)
    made = make()
    _keep(file, _Kept(made_from, made.forms, made.constants, tuple(sorted(made.built_in))))
    return made


def _keep(file: Path, kept: _Kept) -> None:
    partial = file.with_suffix(f".{os.getpid()}.part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        partial.write_bytes(msgspec.msgpack.encode(kept))
        partial.replace(file)
    except OSError:
        return  # without a place to keep it the next start is as slow as this one


def _fingerprint() -> str:
    """SHA-256 of the declarations, of the code that binds them, and of what reads them back."""
    program = Path(sys.executable).stat() if getattr(sys, "frozen", False) else None
    built = (program.st_size, program.st_mtime_ns) if program else ()
    told = hashlib.sha256(f"{sys.version} {msgspec.__version__} {built}".encode())
    for path in _sources():
        told.update(path.name.encode())
        told.update(path.read_bytes())
    return told.hexdigest()


def _sources() -> Iterable[Path]:
    for folder in ("forms/declared", "forms/codes"):
        yield from sorted(asset(folder).glob("*.*"))
    for room in ("base", "forms"):
        yield from sorted(asset(room).glob("*.py"))

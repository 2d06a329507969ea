"""What this installation has: versions, forms, layouts, code lists, fonts."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from importlib.metadata import version

from base.paths import asset
from base.units import load_units
from consolidation.layout import layouts
from forms.bind import code_lists
from forms.load import load_built_in
from office.office import VERSION

_LIBRARIES = (
    "sqlite-utils",
    "openpyxl",
    "XlsxWriter",
    "python-calamine",
    "msgspec",
    "matplotlib",
    "PySide6_Essentials",
)
_FONTS = ("NotoSans-Regular.ttf", "NotoSans-SemiBold.ttf")
_LEAST = {"forms": 7, "layouts": 2, "lists": 20}


@dataclass(slots=True)
class Installed:
    """`lines` to print; `missing` names what a whole installation has and this one lacks."""

    lines: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def installed() -> Installed:
    """Looks at everything that a frozen program silently loses."""
    found = Installed([f"Sổ Công Thương {VERSION}", f"Python {sys.version.split()[0]}"])
    found.lines += [f"{name} {version(name)}" for name in _LIBRARIES]
    forms = load_built_in().forms
    found.lines += [
        f"Biểu {form.name}: {len(form.field)} trường, {len(form.measure)} số đo" for form in forms
    ]
    laid = layouts()
    found.lines += [f"Mẫu báo cáo {key}: {len(layout.sheet)} trang" for key, layout in sorted(laid.items())]
    lists = code_lists()
    found.lines += [f"Danh mục {key}: {len(listed.code)} mục" for key, listed in sorted(lists.items())]
    found.lines.append(f"Đơn vị hành chính: {len(load_units().units)} dòng")
    for name in _FONTS:
        present = asset(f"exports/fonts/{name}").is_file()
        found.lines.append(f"Phông chữ {name}: {'có' if present else 'thiếu'}")
        found.missing += [] if present else [name]
    counts = {"forms": len(forms), "layouts": len(laid), "lists": len(lists)}
    found.missing += [
        f"{what} ({counts[what]}/{least})" for what, least in _LEAST.items() if counts[what] < least
    ]
    return found

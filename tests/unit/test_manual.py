"""The pages of docs/ that are made from declarations say what the declarations say."""

from __future__ import annotations

from forms.load import load_built_in
from tools.build_manual import PAGE, page


def test_the_page_of_forms_is_the_one_that_the_declarations_give() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(load_built_in()), "run: python -m tools.build_manual"

"""What the tests of receiving share."""

from __future__ import annotations

import pytest

from tests.builders import DISTRICT, KILNS, an_office


@pytest.fixture
def district(tmp_path):
    """A district that has a form of its own and received nothing."""
    with an_office(tmp_path / "district", DISTRICT, forms={"kilns.toml": KILNS}) as made:
        yield made

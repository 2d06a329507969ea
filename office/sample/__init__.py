"""The sample province: invented records whose totals are the published ones, sent through the whole chain."""

from office.sample.demo import run_demo
from office.sample.result import DemoResult

__all__ = ["DemoResult", "run_demo"]

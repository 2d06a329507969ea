"""The sample province: invented records whose totals are the published ones, sent through the whole chain."""

from office.sample.demo import DemoResult, run_demo

__all__ = ["DemoResult", "run_demo"]

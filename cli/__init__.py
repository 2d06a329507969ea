"""The headless commands of the contract: parse, call the office, print."""

from cli.commands import run

__all__ = ["run"]

"""x"""


class DemoResult: ...


def run_demo() -> None: ...

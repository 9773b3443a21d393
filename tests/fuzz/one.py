"""One target under atheris, in this process: `python -m tests.fuzz.one MODULE TARGET libFuzzer-options...`.

Never returns: libFuzzer ends the process, with another code than 0 after a finding. Memory may grow by 64 MiB over
what the process has when it starts, libFuzzer's own included.
"""

from __future__ import annotations

import importlib
import resource
import sys

import atheris

INSTRUMENTED = [
    "protocol",
    "terminal.config",
    "terminal.drivers",
    "server.shop",
    "server.config",
    "server.settlement.columns",
    "server.settlement.reading",
    "provisioning.plan",
]
GROWTH_MIB = 64
SLOWDOWN = 10
"""What counting every branch costs; the honest limits are held where the corpus is replayed without it."""


def main() -> None:
    """Instrument what is imported from here on, then fuzz."""
    module, name, *options = sys.argv[1:]
    with atheris.instrument_imports(include=INSTRUMENTED):
        from tests.fuzz.corpus import kept
        from tests.fuzz.target import check_within_time

        (target,) = (target for target in importlib.import_module(module).TARGETS if target.name == name)
    for data in kept(target):
        target.check(data)
    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    own = [f"-max_len={target.largest}", f"-rss_limit_mb={base + GROWTH_MIB}"]
    atheris.Setup([sys.argv[0], *own, *options], lambda data: check_within_time(target, data, SLOWDOWN))
    atheris.Fuzz()


if __name__ == "__main__":
    main()

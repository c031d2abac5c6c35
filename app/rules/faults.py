"""What is wrong with a folder of rules: each fault names its file and its key."""

from typing import NamedTuple


class RuleFault(NamedTuple):
    """One broken rule: the file (relative to the folder), the key inside it, and what would be right."""

    file: str
    key: str
    detail: str

    def __str__(self) -> str:
        return f"{self.file}: {self.key}: {self.detail}"


class RulesBroken(Exception):
    """The folder cannot be served; `faults` holds every fault that was found, file by file."""

    def __init__(self, faults: tuple[RuleFault, ...]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults

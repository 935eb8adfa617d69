"""How a bank's file is not read: as a whole, or one entry of it."""

from vorzimmer.domain.sentences import Sentence, sentence


class StatementRefused(ValueError):
    """Nothing of the file was read. `says` tells why, and what would be right."""

    def __init__(self, file: str, template: str, **values: object) -> None:
        self.file = file
        self.says: Sentence = sentence(template, **values)
        super().__init__(f"{file}: {self.says}")


class EntryBroken(ValueError):
    """One entry cannot be read; the others can."""

    def __init__(self, template: str, **values: object) -> None:
        self.says: Sentence = sentence(template, **values)
        super().__init__(str(self.says))

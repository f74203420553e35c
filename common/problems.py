"""Problems are values: the page, the API and the verb read the same list."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """Something that is not right, in words that say how to put it right.

    `where` is the section, question or file part that it belongs to; `blocks` is false for a mere warning.
    """

    code: str
    message: str
    where: str = ""
    blocks: bool = True


class RefusedError(Exception):
    """A verb was called although something stands against it; carries the problems for the page to show."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(f"{problem.code}: {problem.message}" for problem in problems))
        self.problems = problems

    @property
    def message(self) -> str:
        """The problems in one line, for a page without a form."""
        return " ".join(problem.message for problem in self.problems)


class PublishedContentError(Exception):
    """A file of reference content differs from what was published under the same number. Published content never
    changes: old answers refer to it. Raise the number in the file to publish the new text.
    """

    def __init__(self, file: str, number: int, published: int) -> None:
        self.file, self.number, self.published = file, number, published
        super().__init__(
            f"{file}: number {number} was already published with another content (latest: {published}). "
            f"Published content never changes: raise the number in the file to {published + 1}."
        )


class UnusableContentError(Exception):
    """A file of reference content has problems; nothing of it was loaded."""

    def __init__(self, file: str, problems: list[Problem]) -> None:
        self.file, self.problems = file, problems
        lines = "\n".join(f"  {problem.where or '-'}: {problem.message}" for problem in problems)
        super().__init__(f"{file} was not loaded:\n{lines}")

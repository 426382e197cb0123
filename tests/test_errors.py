"""The error tree and the suggestions at the end of a message."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alskg import errors
from alskg.errors import AlskgError, MissingPart, QueryError, did_you_mean

CLASSES = [getattr(errors, name) for name in errors.__all__ if name != "did_you_mean"]


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_every_error_is_in_the_tree_and_says_its_message(cls: type[AlskgError]) -> None:
    """One `except AlskgError` catches all of them, and str() is the whole message."""
    with pytest.raises(AlskgError) as caught:
        raise cls("What is wrong. What to do.")

    assert str(caught.value) == "What is wrong. What to do."


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_the_drawing_in_the_docstring_names_every_class(cls: type[AlskgError]) -> None:
    """The tree at the top of the module is complete."""
    assert cls.__name__ in str(errors.__doc__)


def test_only_a_missing_part_has_another_exit_status() -> None:
    """Scripts tell bad input (2) from a part that has to be installed (3)."""
    assert {cls.__name__: cls.exit_code for cls in CLASSES if cls.exit_code != 2} == {
        "MissingPart": 3
    }
    assert not issubclass(MissingPart, QueryError)


def test_suggestion_ignores_case_and_keeps_the_known_spelling() -> None:
    """What is suggested can be typed as it stands."""
    assert did_you_mean("sod1", ["SOD1", "FUS"]) == " Did you mean 'SOD1'?"


def test_nothing_near_gives_no_suggestion() -> None:
    """A far-fetched suggestion is worse than none."""
    assert did_you_mean("zebra", ["SOD1", "FUS"]) == ""
    assert did_you_mean("zebra", []) == ""


@given(st.text(), st.lists(st.text()))
def test_any_word_gets_a_sentence_or_nothing(word: str, known: list[str]) -> None:
    """The suggestion fits at the end of any message, whatever was typed."""
    suggestion = did_you_mean(word, known)

    assert suggestion == "" or suggestion.removeprefix(" Did you mean '")[:-2] in known

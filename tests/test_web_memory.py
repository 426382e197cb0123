"""What is remembered of answers, and for how long."""

from alskg.web.protocol.memory import Memory

KB = 1024


def test_what_was_not_asked_for_longest_is_forgotten_first() -> None:
    """Every value takes its bytes, and some more for itself."""
    memory: Memory[int, str] = Memory(100 * KB)
    for key in range(9):
        memory.put(key, str(key), 10 * KB)
    assert memory.get(0) == "0"
    memory.put(9, "9", 10 * KB)
    assert memory.get(1) is None
    assert memory.get(0) == "0"
    assert len(memory) == 9
    assert memory.size <= 100 * KB


def test_one_value_does_not_drive_out_all_others() -> None:
    """What takes more than an eighth of the room is not kept."""
    memory: Memory[str, str] = Memory(100 * KB)
    memory.put("small", "small", KB)
    memory.put("large", "large", 13 * KB)
    assert memory.get("large") is None
    assert memory.get("small") == "small"


def test_a_value_takes_the_place_of_the_one_before() -> None:
    """And its bytes count once."""
    memory: Memory[str, str] = Memory(100 * KB)
    for size in (KB, 5 * KB, 2 * KB):
        memory.put("key", str(size), size)
    assert memory.get("key") == str(2 * KB)
    assert memory.size < 3 * KB


def test_without_room_nothing_is_kept() -> None:
    """It can be turned off."""
    memory: Memory[str, str] = Memory(0)
    memory.put("key", "value", 0)
    assert memory.get("key") is None
    assert memory.size == 0

"""What is shown while a command takes long, and to whom."""

import os
import pty
import subprocess
import sys
import time

SCRIPT = """\
import sys, time
from alskg.cli.output import say
from alskg.cli.progress import busy
seconds = float(sys.argv[1])
with busy("outer") as step:
    step("changed")
    with busy("inner"):
        time.sleep(seconds)
    say("a message")
    time.sleep(seconds / 3)
    {more}
print("data")
"""


def on_terminal(script: str, *arguments: str, **environment: str) -> str:
    """Run a script whose standard error is a terminal of 30 columns; return what that shows."""
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", script, *arguments],
        stdout=subprocess.PIPE,
        stderr=follower,
        env={**os.environ, "TERM": "xterm", **environment},
    )
    out, _ = process.communicate(timeout=60)
    os.close(follower)
    shown = b""
    try:
        while part := os.read(leader, 1 << 16):
            shown += part
    except OSError:  # the other end is closed
        pass
    os.close(leader)
    assert out == b"data\n" or process.returncode
    return shown.decode()


def test_what_takes_long_is_shown_and_cleared() -> None:
    """The innermost of it, with a message on a line of its own."""
    shown = on_terminal(SCRIPT.replace("{more}", ""), "1.6")

    assert " inner, 1 s" in shown
    assert " changed, " in shown
    assert "\x1b[2Ka message" in shown
    assert shown.endswith("\r\x1b[2K")


def test_what_is_quick_shows_nothing() -> None:
    """Nor does a terminal that cannot clear a line."""
    assert on_terminal(SCRIPT.replace("{more}", ""), "0") == "a message\r\n"
    assert on_terminal(SCRIPT.replace("{more}", ""), "1.3", TERM="dumb") == "a message\r\n"


def test_an_error_leaves_a_clean_line() -> None:
    """Whatever ended the work."""
    shown = on_terminal(SCRIPT.replace("{more}", "sys.exit('sorry')"), "1.3")

    assert shown.endswith("\r\x1b[2Ksorry\r\n")


def test_a_pipe_gets_no_progress() -> None:
    """Only messages."""
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT.replace("{more}", ""), "1.3"],
        capture_output=True,
        text=True,
        check=True,
    )

    assert run.stderr == "a message\n"


def test_a_query_that_takes_long_is_shown() -> None:
    """Although it is answered in a process of its own, which stays a fork."""
    script = (
        "import sys; from alskg.cli import main; from alskg.engine import worker\n"
        "def no(*_): raise SystemExit('spawned')\n"
        "import alskg.engine.job as job; job.spawned = no\n"
        "main(['query', '-q', 'SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }',"
        "      '--timeout', '2'])"
    )
    start = time.monotonic()
    shown = on_terminal(script)

    assert time.monotonic() - start < 30
    assert " answering query, 1 s" in shown
    assert "stopped after 2 seconds" in shown.rpartition("\x1b[2K")[2]

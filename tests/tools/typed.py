#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""typed.py SHELL SCRIPT   type at a shell with the completion SCRIPT loaded, in a terminal

Lines of standard input are `KEYS => ARGUMENTS`: what is typed (<TAB> is that key), then Enter; and
what arguments `weir` must have got in the end, each in <>. The shell's weir prints its arguments,
but asks the real one for completions. Says what was not as expected; 1 if anything was not.
"""
import os
import pty
import re
import select
import sys
import time

SETUP = {
    "bash": (["bash", "--norc", "--noprofile", "-i"],
             "weir() { if [ \"$1\" = --complete ]; then command weir \"$@\"; else echo 'GO''T' \"$(printf '<%s>' \"$@\")\" 'EN''D'; fi; }; "
             "bind 'set enable-bracketed-paste off'; bind 'set bell-style none'; . '@SCRIPT@'"),
    "zsh": (["zsh", "-f", "-i"],
            "weir() { if [ \"$1\" = --complete ]; then command weir \"$@\"; else echo 'GO''T' \"$(printf '<%s>' \"$@\")\" 'EN''D'; fi; }; "
            # As compinit does it, which would read a thousand files.
            "unsetopt beep; setopt extendedglob; autoload -Uz ${^fpath}/_*(N:t); "
            "functions[_weir]=\"$(<'@SCRIPT@')\"; "
            "zle -C weir complete-word _weir; bindkey '^I' weir"),
    "fish": (["fish", "--no-config", "-i"],
             "function weir; if test \"$argv[1]\" = --complete; command weir $argv; else; echo 'GO''T' (printf '<%s>' $argv | string collect) 'EN''D'; end; end; "
             "source '@SCRIPT@'"),
}
PATIENCE = 60       # seconds that a sound run never needs


class Terminal:
    def __init__(self, argv):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execvp(argv[0], argv)
        self.text = ""

    def send(self, keys):
        os.write(self.fd, keys.encode())

    def wait_for(self, pattern):
        """The match of the pattern in what has come since the last one; None if it does not come."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            plain = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]|\x1b[()][B0]|\r", "", self.text)
            found = re.search(pattern, plain, re.S)
            if found:
                self.text = ""
                return found
            if select.select([self.fd], [], [], end - time.monotonic())[0]:
                try:
                    data = os.read(self.fd, 4096)
                except OSError:
                    data = b""
                if not data:
                    break
                self.text += data.decode(errors="replace")
                # fish asks the terminal what it is, and waits for an answer.
                if "\x1b[c" in self.text[-64:]:
                    self.send("\x1b[?1;2c")
        return None


def main():
    shell, script = sys.argv[1:]
    argv, setup = SETUP[shell]
    os.environ.update(TERM="xterm", COLUMNS="200", LINES="50", PS1="$ ")
    terminal = Terminal(argv)
    terminal.send(setup.replace("@SCRIPT@", script) + "; echo READ''Y\r")
    failed = not terminal.wait_for("READY")
    if failed:
        print("the shell does not start:", terminal.text)
    for line in sys.stdin:
        keys, expected = (part.strip() for part in line.rstrip("\n").split("=>"))
        if failed:
            break
        terminal.send(keys.replace("<TAB>", "\t") + "\r")
        found = terminal.wait_for("GOT (.*?) END")
        got = found.group(1) if found else "nothing; on the screen: " + terminal.text
        if got != expected:
            print(f"{keys}\n  expected {expected}\n  got      {got}")
            failed = failed or not found
            sys.exitcode = 1
    os.close(terminal.fd)
    sys.exit(1 if failed or getattr(sys, "exitcode", 0) else 0)


if __name__ == "__main__":
    main()

"""Writes the page to standard output: `python -m guiju.kit.verify > verify.html`."""

import sys

from guiju.kit.verify import verify_page

sys.stdout.buffer.write(verify_page().encode())

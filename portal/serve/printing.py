"""`python -m portal.serve.printing`: exit code 0 when this machine can make documents, with our own fonts."""

import sys

from portal.infra.pdf import fonts_ready

if __name__ == "__main__":
    sys.exit(0 if fonts_ready() else 1)

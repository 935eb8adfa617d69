"""`python -m vorzimmer` is `vorzimmer`."""

import sys

from vorzimmer.cli import main

sys.exit(main())

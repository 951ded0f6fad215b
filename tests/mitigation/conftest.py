"""The situations of the domain tests serve here too."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent.parent / "domain"))
sys.path.append(str(Path(__file__).parent))

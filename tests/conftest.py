"""Puts the invented articles within reach of every test."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
os.environ["TRILAT_TODAY"] = "2032-01-01"  # the invented articles are of 2031

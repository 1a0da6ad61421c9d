"""Labs: their records, the emulator with its rules, and how their commands run.

Nothing is imported here: `rules` and `shell` also run in the browser, where only pure Python is at hand.
"""

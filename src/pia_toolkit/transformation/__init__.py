"""Data made coarser: bands of numbers, rounded times, shortened codes, squares of the map.

What a step does to a value is decided here alone, so that what is measured beforehand is what is done later.
"""

"""Modules that a program has written."""

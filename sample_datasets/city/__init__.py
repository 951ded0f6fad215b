"""Lindenport, a city that does not exist, and the tables its departments might hold."""

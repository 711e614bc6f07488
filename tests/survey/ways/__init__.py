"""The ways to the stations, by the part of the journey where they lie."""

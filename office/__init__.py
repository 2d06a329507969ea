"""What an office does, one function an act; the only room that puts data file, reading and writing together."""

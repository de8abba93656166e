// Holds the shared precompiled header of all rooms.

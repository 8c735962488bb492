"""What the commands do: `inspector` finds out what is in a stream, `report` draws it, `serving` plays and records."""

"""The pure core: no network, no clock, no files but the data this package ships, no globals."""

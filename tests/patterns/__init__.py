"""Whether every pattern of the package is linear, whatever text it meets."""

"""What a customer may see of a fetched record: the field policy, the masks, the name match, the summary."""

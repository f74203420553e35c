"""The demo: three regions of Ceará with people, businesses and weeks of visits, all invented, always the same."""

"""What needs several modules at once: home pages, search and exports."""

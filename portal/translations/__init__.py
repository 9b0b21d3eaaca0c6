"""Every word on the screen in three languages: catalogues per module and the tool that keeps them."""

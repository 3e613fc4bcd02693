"""Pictures as plain data: window, web page and PDF draw the same; parts of a report made of them."""

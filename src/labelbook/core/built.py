"""What `npm run build` makes of web/ is part of the package, but not of its source."""

NOT_BUILT = "The page was not built: run `make demo`, or `npm ci` and `npm run build` in web/."

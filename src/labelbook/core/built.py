"""Where the built page lies in the package (`npm run build` in web/ writes it)."""

NOT_BUILT = "The page was not built: run `make demo`, or `npm ci` and `npm run build` in web/."

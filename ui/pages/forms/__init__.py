"""Forms: looking at them, drawing them, handing them down."""

"""The stored questions as pages, with forms for their parameters, and the editor for others."""

"""The app: `lrviz` and `streamlit run app.py` start here."""

if __name__ == "__main__":  # a process for torch reads this file too, under another name, and shows nothing
    from lrviz.ui.app import show

    show()

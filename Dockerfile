# docker build -t lrviz . && docker run -p 8501:8501 -v lrviz:/data lrviz
FROM python:3.11.13-slim-bookworm

# Caddy shares visitors out among several workers: docker run … lrviz --workers 2
RUN apt-get update \
    && apt-get install -y --no-install-recommends caddy \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /opt/lrviz
COPY constraints.txt requirements.txt ./
RUN pip install --no-cache-dir --extra-index-url https://download.pytorch.org/whl/cpu -r requirements.txt

COPY pyproject.toml README.md LICENSE app.py ./
COPY .streamlit .streamlit
COPY assets assets
COPY lrviz lrviz
RUN pip install --no-cache-dir --no-deps .

RUN useradd --create-home --uid 1000 lrviz && install -d -o lrviz /data
USER lrviz
WORKDIR /home/lrviz
ENV XDG_DATA_HOME=/data PYTHONUNBUFFERED=1 LRVIZ_BASE_PATH=""
VOLUME /data
EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD python -c "import os, urllib.request as r; r.urlopen('http://127.0.0.1:8501' + os.environ['LRVIZ_BASE_PATH'] + '/_stcore/health', timeout=4)"
ENTRYPOINT ["lrviz", "--host", "0.0.0.0", "--no-browser"]

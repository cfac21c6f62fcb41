# For who builds with Docker: "docker build -t netwhy ." and "docker build --target nodeprobe -t netwhy-nodeprobe .".
# Releases are made by "make images", which needs neither Docker nor a base; a test holds that both agree.
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=dev COMMIT DATE
RUN CGO_ENABLED=0 go build -trimpath -buildvcs=false -ldflags="-s -w -buildid= -X main.version=${VERSION} -X main.commit=${COMMIT} -X main.date=${DATE}" -o / ./cmd/netwhy ./cmd/nodeprobe

FROM scratch AS nodeprobe
COPY --from=build /nodeprobe /nodeprobe
USER 65532:65532
ENTRYPOINT ["/nodeprobe"]

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /netwhy /netwhy
USER 65532:65532
ENTRYPOINT ["/netwhy"]

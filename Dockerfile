# Built by "docker build -t netwhy ." and "docker build --target nodeprobe -t netwhy-nodeprobe .";
# each image holds one static binary.
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=dev
RUN CGO_ENABLED=0 go build -trimpath -ldflags="-s -w -X main.version=${VERSION}" -o / ./cmd/netwhy ./cmd/nodeprobe

FROM scratch AS nodeprobe
COPY --from=build /nodeprobe /nodeprobe
USER 65532:65532
ENTRYPOINT ["/nodeprobe"]

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /netwhy /netwhy
USER 65532:65532
ENTRYPOINT ["/netwhy"]

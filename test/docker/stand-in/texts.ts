/**
 * What Docker's programs say when something is wrong, as they say it: the first four were taken from docker 28.2.2 and
 * Compose 2.40.3, the others from their users' reports. `*` says of which.
 */
export const DOCKER_TEXTS = {
  noDaemon:
    "unable to get image 'postgres:18': Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?",
  noPlugin: "docker: unknown command: docker compose\n\nRun 'docker --help' for more information",
  denied:
    'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get "http://%2Fvar%2Frun%2Fdocker.sock/v1.51/containers/json?all=1": dial unix /var/run/docker.sock: connect: permission denied',
  variable: (field: string, name: string, why: string) =>
    `error while interpolating ${field}: required variable ${name} is missing a value: ${why}`,
  /** Docker 29. */
  noDaemonNewer:
    "failed to connect to the docker API at unix:///var/run/docker.sock; check if the path is correct and if the daemon is running: dial unix /var/run/docker.sock: connect: no such file or directory",
  /** Docker Desktop on Windows. */
  noDaemonWindows:
    'error during connect: Get "http://%2F%2F.%2Fpipe%2Fdocker_engine/v1.47/containers/json": open //./pipe/docker_engine: The system cannot find the file specified.',
  /** docker-compose 1. */
  noDaemonOld:
    "ERROR: Couldn't connect to Docker daemon at http+docker://localhost - is it running?\n\nIf it's at a non-standard location, specify the URL with the DOCKER_HOST environment variable.",
  /** Docker 20 to 24. */
  deniedOlder:
    'Got permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get "http://%2Fvar%2Frun%2Fdocker.sock/v1.24/containers/json": dial unix /var/run/docker.sock: connect: permission denied',
  /** docker-compose 1. */
  variableOld:
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Compose quotes what stands in the file.
    "ERROR: Missing mandatory value for \"environment\" option interpolating {'POSTGRES_USER': 'sparkify', 'POSTGRES_PASSWORD': '${SPARKIFY_PASSWORD:?choose a password}'} in service \"postgres\": choose a password",
  /** Docker 28. */
  portInUse: (port: number, container: string) =>
    `Error response from daemon: failed to set up container networking: driver failed programming external connectivity on endpoint ${container} (f8a30e4fb223): failed to bind host port for 127.0.0.1:${port}:172.18.0.2:5432/tcp: address already in use`,
  /** Docker 28, shorter. */
  portInUseShort:
    "Error response from daemon: failed to set up container networking: failed to bind host port 127.0.0.1:8001/tcp: address already in use",
  /** Docker 20 to 27: another container has it. */
  portOfContainer:
    "Error response from daemon: driver failed programming external connectivity on endpoint sparkify-postgres-1 (190a688c): Bind for 127.0.0.1:8001 failed: port is already allocated",
  /** Docker 20 to 27: another program has it. */
  portOfProgram:
    "Error response from daemon: driver failed programming external connectivity on endpoint sparkify-postgres-1 (7c482cab): Error starting userland proxy: listen tcp4 127.0.0.1:8001: bind: address already in use",
  /** Docker Desktop on Windows. */
  portWindows:
    "Error response from daemon: Ports are not available: exposing port TCP 127.0.0.1:8001 -> 0.0.0.0:0: listen tcp 127.0.0.1:8001: bind: Only one usage of each socket address (protocol/network address/port) is normally permitted.",
  rateLimit:
    " postgres Error toomanyrequests: You have reached your unauthenticated pull rate limit. https://www.docker.com/increase-rate-limit\nError response from daemon: toomanyrequests: You have reached your unauthenticated pull rate limit. https://www.docker.com/increase-rate-limit",
  noNetwork:
    'Error response from daemon: Get "https://images.example.com/v2/": dial tcp: lookup images.example.com on 127.0.0.53:53: no such host',
  /** Compose 2.40.3. */
  badYaml: "yaml: line 3: mapping values are not allowed in this context",
} as const;

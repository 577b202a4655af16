# The sandbox, which imitates the services. docker-compose.yml builds it from the root of this repository.
FROM node:24-alpine
WORKDIR /sandbox
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY sandbox ./sandbox
USER node
EXPOSE 4010
CMD ["node", "--import", "tsx", "sandbox/main.ts"]

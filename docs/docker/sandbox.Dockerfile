# The sandbox, which stands in for the services. Built from the root of a checkout: see docker-compose.yml.
FROM node:24-alpine
WORKDIR /sandbox
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY sandbox ./sandbox
USER node
EXPOSE 4010
CMD ["node", "--import", "tsx", "sandbox/main.ts"]

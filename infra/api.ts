import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AccessLogField, AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  HttpApi,
  HttpMethod,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { FunctionName, Route } from '../shared/route.ts';
import { ROUTE_NAMES, ROUTES } from '../shared/routes.ts';
import type { Lambda } from './function.ts';

/** Requests a second, and at one moment. Beyond them API Gateway answers 429, so that a flood runs up no bill. */
const THROTTLE = { rateLimit: 1000, burstLimit: 500 };

/** A path that API Gateway cannot write, as a parameter of its is a whole part: it comes by the default route. */
const NAMELESS = /[^/]\{|\}[^/]/;

/** What the log keeps of a request. Not its path: client keys and names of units stand in there. */
const LOGGED = {
  requestId: AccessLogField.contextRequestId(),
  time: AccessLogField.contextRequestTime(),
  route: AccessLogField.contextRouteKey(),
  status: AccessLogField.contextStatus(),
  bytes: AccessLogField.contextResponseLength(),
  milliseconds: AccessLogField.contextResponseLatency(),
  error: AccessLogField.contextIntegrationErrorMessage(),
};

/** The HTTP API: every route of the table, each to its function. */
export class Api extends Construct {
  readonly url: string;
  private readonly httpApi: HttpApi;

  constructor(scope: Construct, id: string, functions: Record<FunctionName, Lambda>) {
    super(scope, id);
    this.httpApi = new HttpApi(this, 'Http', { createDefaultStage: false });
    this.url = this.httpApi.apiEndpoint;
    this.stage();
    for (const [name, fn] of Object.entries(functions)) {
      const integration = integrate(name, fn);
      for (const route of ROUTE_NAMES.filter(
        (each) => ROUTES[each].function === name && !NAMELESS.test(ROUTES[each].path),
      )) {
        const { method, path, callers } = ROUTES[route];
        this.route(route, { key: HttpRouteKey.with(path, HttpMethod[method]), integration, callers });
      }
    }
    // What browsers ask beforehand (OPTIONS), and what there is not, is answered in the same frame as all else.
    const integration = integrate('others', functions.ofrep);
    this.route('others', { key: HttpRouteKey.DEFAULT, integration, callers: 'open' });
  }

  private stage(): void {
    const log = new LogGroup(this, 'Log', { retention: RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY });
    new HttpStage(this, 'Stage', {
      httpApi: this.httpApi,
      autoDeploy: true,
      throttle: THROTTLE,
      accessLogSettings: {
        destination: new LogGroupLogDestination(log),
        format: AccessLogFormat.custom(JSON.stringify(LOGGED)),
      },
    });
  }

  private route(
    id: string,
    { key, integration, callers }: Pick<Route, 'callers'> & { key: HttpRouteKey; integration: HttpLambdaIntegration },
  ): void {
    const route = new HttpRoute(this, id, { httpApi: this.httpApi, routeKey: key, integration });
    const reason =
      callers === 'open'
        ? 'Open to everyone by contract: the answer tells nothing of anyone.'
        : `The function itself asks for a key of kind ${callers.join(' or ')}: keys are Tramo's, API Gateway knows none.`;
    Validations.of(route.node.defaultChild ?? route).acknowledge({ id: 'AwsSolutions::AwsSolutions-APIG4', reason });
  }
}

/** One permission for all routes of a function: one for each would outgrow the 20 kB that a function's policy may have. */
function integrate(id: string, { lambda }: Lambda): HttpLambdaIntegration {
  return new HttpLambdaIntegration(id, lambda, { scopePermissionToRoute: false });
}
